// Writes server/connectors/brands.ts: the marks of the brands that the catalogue names, from the package simple-icons.
//
// Run this after a change to a `brandIcon(…)` of the catalogue, or to the version below: npm run brand-icons
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MARK_BACKGROUNDS } from '../server/connectors/brand-icon.ts';
import { contrastRatio, type Rgb } from '../widget/protocol/contrast.ts';

/** The package is not a dependency: it has 26 MB, of which the catalogue needs 20 kB. */
const PACKAGE = 'simple-icons@16.37.0';

const CATALOGUE_FOLDER = 'server/connectors/catalogue';
const OUTPUT = 'server/connectors/brands.ts';

/** WCAG 2.2, section 1.4.11, with a little more than 3 for the rounding to whole numbers. */
const MINIMUM_CONTRAST = 3.05;
/** A colour that would be mixed with more black or white than this is no longer the brand's. */
const MAXIMUM_SHARE = 0.3;
/** Colours whose channels differ by less are shades of grey. */
const GREY_RANGE = 24 / 255;

/** The colours of a mark in which its brand has none that is visible: those of texts. */
const NEUTRAL = { light: '#171a21', dark: '#eceef3' } as const;

interface SimpleIcon {
  readonly slug: string;
  readonly title: string;
  readonly hex: string;
}

function brandsOfCatalogue(): readonly string[] {
  const names = readdirSync(CATALOGUE_FOLDER).flatMap((file) => {
    const text = readFileSync(path.join(CATALOGUE_FOLDER, file), 'utf8');
    return [...text.matchAll(/brandIcon\('([\w-]+)'\)/g)].map(([, name = '']) => name);
  });
  return [...new Set(names)].toSorted();
}

/** The brand's colour as it is, or mixed with as little black or white as makes it visible in a theme. */
function readableColor(hex: string, theme: 'light' | 'dark'): string {
  const color = parseHex(hex);
  const background = parseHex(MARK_BACKGROUNDS[theme]);
  const isGrey = Math.max(...color) - Math.min(...color) < GREY_RANGE;
  const target = theme === 'light' ? 0 : 1;
  for (let share = 0; share <= (isGrey ? 0 : MAXIMUM_SHARE); share += 0.01) {
    const mixed = formatHex(color.map((channel) => channel + (target - channel) * share));
    if (contrastRatio(parseHex(mixed), background) >= MINIMUM_CONTRAST) return mixed;
  }
  return NEUTRAL[theme];
}

function parseHex(hex: string): Rgb {
  const channel = (index: number) => parseInt(hex.slice(index, index + 2), 16) / 255;
  const start = hex.startsWith('#') ? 1 : 0;
  return [channel(start), channel(start + 2), channel(start + 4)];
}

function formatHex(color: readonly number[]): string {
  return `#${color
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function readBrand(folder: string, icons: readonly SimpleIcon[], slug: string): string {
  const icon = icons.find((candidate) => candidate.slug === slug);
  if (!icon) throw new Error(`${PACKAGE} has no ${slug}.`);
  const svg = readFileSync(path.join(folder, `icons/${slug}.svg`), 'utf8');
  const [, mark] =
    /^<svg [^>]*viewBox="0 0 24 24"[^>]*><title>[^<]*<\/title><path d="([^"]+)"\/><\/svg>$/.exec(svg) ?? [];
  if (mark === undefined) throw new Error(`${slug} is more than one path.`);
  const { title, hex } = icon;
  const colors = `light: '${readableColor(hex, 'light')}', dark: '${readableColor(hex, 'dark')}'`;
  return `  /** ${title}, #${hex.toLowerCase()}. */\n  ${slug}: {\n    ${colors},\n    path: '${mark}',\n  },`;
}

const folder = mkdtempSync(path.join(tmpdir(), 'simple-icons-'));
try {
  execFileSync('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', path.join(folder, archive), '-C', folder]);
  const unpacked = path.join(folder, 'package');
  const icons = JSON.parse(
    readFileSync(path.join(unpacked, 'data/simple-icons.json'), 'utf8'),
  ) as readonly SimpleIcon[];
  const brands = brandsOfCatalogue().map((slug) => readBrand(unpacked, icons, slug));
  writeFileSync(
    OUTPUT,
    `// Written by scripts/brand-icons.ts from ${PACKAGE}, which is in the public domain (CC0 1.0). The marks are trademarks of\n// their owners: see NOTICE.\n\n/**\n * The marks of brands: a path in a square of 24 units, and the colours in which it is visible on light and dark pages.\n * Each is the brand's colour, as far as its contrast allows.\n */\nexport const BRANDS = {\n${brands.join('\n')}\n} as const;\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
execFileSync('prettier', ['--write', '--log-level', 'warn', OUTPUT], { stdio: 'inherit' });
