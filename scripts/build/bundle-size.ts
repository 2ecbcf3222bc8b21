import { brotliCompressSync, gzipSync } from 'node:zlib';

/** What a file weighs on its way to a browser, in bytes. */
export interface BundleSize {
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** How heavy a file may be, in bytes compressed with brotli. */
export interface Budget {
  /** More than this stops the build. */
  readonly limit: number;
  /** More than this is said. */
  readonly target: number;
}

/** Weighs a file. Compressed as well as either format can. */
export function measureSize(file: Buffer): BundleSize {
  return { plain: file.length, gzip: gzipSync(file, { level: 9 }).length, brotli: brotliCompressSync(file).length };
}

/** Prints what something weighs: figures that every build shows, however little it says otherwise. */
export function printSize(name: string, { plain, gzip, brotli }: BundleSize, { limit, target }: Budget): void {
  console.log(`${name}: ${plain} bytes, gzip ${gzip}, brotli ${brotli} (limit ${limit}, aim ${target})`);
}
