import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import zlib from 'node:zlib';
import type { Program } from './load-program.ts';

const BUNDLE_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Where compiled code is kept by default: in the package that contains the bundle. */
const CACHE_FOLDER = path.join(BUNDLE_FOLDER, '../../node_modules/.cache/embed-connection/node');

/** Long enough for the first requests, whose code is then saved too. */
const SAVE_AFTER_MS = 10_000;

/** A file of compiled code begins with the CRC-32 of the code, because V8 does not notice that it is damaged. */
const CHECKSUM_BYTES = 4;

/**
 * What Node.js puts around a CommonJS module. The parenthesis in front makes V8 compile the function at once, without a
 * first pass over it.
 */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'] as const;

type ModuleFunction = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

/**
 * Loads the program from the files of the bundle, which are CommonJS modules.
 *
 * Their compiled code is kept in a folder, so that the next start is faster. Node.js has such a cache too, but saves only
 * the functions that a module calls while it is loaded. Most functions run later, and this cache has them too.
 * `NODE_COMPILE_CACHE` names another folder, and `NODE_DISABLE_COMPILE_CACHE=1` switches the cache off. If this process
 * cannot write to the folder, it runs without one.
 */
export function loadProgram(): Program {
  return loadFile('program.cjs') as Program;
}

function loadFile(name: string): unknown {
  const require = createRequire(path.join(BUNDLE_FOLDER, name));
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] === '1') return require(`./${name}`);
  if (process.sourceMapsEnabled) {
    // Node.js applies source maps only to modules that it loads itself.
    module.enableCompileCache(CACHE_FOLDER);
    return require(`./${name}`);
  }
  return new BundleLoader(require).load(name);
}

/** Runs the files of the bundle with their saved compiled code, and saves that of files which have none. */
class BundleLoader {
  readonly #modules = new Map<string, { exports: unknown }>();
  /** The scripts to save, by the path of their cache file. Their code is complete only after the functions have run. */
  readonly #unsaved = new Map<string, vm.Script>();
  readonly #requirePackage: NodeJS.Require;
  readonly #cacheFolder = path.join(
    // An empty variable counts as absent.
    process.env['NODE_COMPILE_CACHE'] || CACHE_FOLDER,
    // A server runs other functions of the shared files than a command, and saves them for itself. Each user has an own
    // folder, because code that another user wrote must not run.
    [process.version, process.arch, process.getuid?.(), process.argv[2] === 'serve' ? 'serve' : 'commands'].join('-'),
  );

  constructor(requirePackage: NodeJS.Require) {
    this.#requirePackage = requirePackage;
    // A process that is killed saves nothing at its end, and V8 drops code that has not run for some time.
    setTimeout(() => this.#save(), SAVE_AFTER_MS).unref();
    process.once('exit', () => this.#save());
  }

  /** @param name - Of a file of the bundle, such as `program.cjs`. */
  load(name: string): unknown {
    const known = this.#modules.get(name);
    if (known) return known.exports;
    const loaded: { exports: unknown } = { exports: {} };
    this.#modules.set(name, loaded);
    const filename = path.join(BUNDLE_FOLDER, name);
    const run = this.#compile(name, filename).runInThisContext() as ModuleFunction;
    try {
      run(loaded.exports, (id) => this.#require(id), loaded, filename, BUNDLE_FOLDER);
    } catch (error) {
      // As in Node.js, the next attempt runs it again, instead of finding a part of its exports.
      this.#modules.delete(name);
      throw error;
    }
    return loaded.exports;
  }

  #require(id: string): unknown {
    return id.startsWith('./') ? this.load(id.slice(2)) : this.#requirePackage(id);
  }

  #compile(name: string, filename: string): vm.Script {
    // ASCII only: see `scripts/build/server.ts`.
    const source = readFileSync(filename);
    // Several versions may have one folder.
    const cacheFile = path.join(this.#cacheFolder, `${name}-${zlib.crc32(source).toString(16)}.cache`);
    const cachedData = savedCode(cacheFile);
    const script = new vm.Script(WRAPPER[0] + source.toString('latin1') + WRAPPER[1], {
      filename,
      columnOffset: -WRAPPER[0].length,
      ...(cachedData && { cachedData }),
    });
    // V8 rejects code that was compiled with other options of V8.
    if (!cachedData || script.cachedDataRejected === true) this.#unsaved.set(cacheFile, script);
    return script;
  }

  #save(): void {
    try {
      if (this.#unsaved.size > 0) mkdirSync(this.#cacheFolder, { recursive: true });
      for (const [cacheFile, script] of this.#unsaved) saveCode(cacheFile, script.createCachedData());
    } catch {
      // The folder is read-only or full. The next start compiles again.
    }
    this.#unsaved.clear();
  }
}

function savedCode(file: string): Buffer | undefined {
  let saved: Buffer;
  try {
    saved = readFileSync(file);
  } catch {
    return undefined;
  }
  if (saved.length < CHECKSUM_BYTES) return undefined;
  const code = saved.subarray(CHECKSUM_BYTES);
  return saved.readUInt32LE(0) === zlib.crc32(code) ? code : undefined;
}

function saveCode(file: string, code: Buffer): void {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(zlib.crc32(code));
  // Another process never sees a part of a file. Processes in two containers can have the same id.
  const temporary = `${file}.${randomUUID()}`;
  try {
    writeFileSync(temporary, Buffer.concat([checksum, code]));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
