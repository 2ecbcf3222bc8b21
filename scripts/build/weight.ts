import { brotliCompressSync, gzipSync } from 'node:zlib';

/** What a file weighs on its way to a browser, in bytes. */
export interface Weight {
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** How heavy a file may be, in bytes compressed with brotli. */
export interface Budget {
  /** More than this stops the build. */
  readonly limit: number;
  /** More than this is said. */
  readonly aim: number;
}

/** Weighs a file. Compressed as well as either format can. */
export function weigh(file: Buffer): Weight {
  return { plain: file.length, gzip: gzipSync(file, { level: 9 }).length, brotli: brotliCompressSync(file).length };
}

/** Prints what something weighs: figures that every build shows, however little it says otherwise. */
export function printWeight(name: string, { plain, gzip, brotli }: Weight, { limit, aim }: Budget): void {
  console.log(`${name}: ${plain} bytes, gzip ${gzip}, brotli ${brotli} (limit ${limit}, aim ${aim})`);
}
