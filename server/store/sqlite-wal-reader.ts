import { closeSync, openSync, readSync } from 'node:fs';

/*
 * Reads write-ahead logs (sqlite.org/fileformat2.html#the_write_ahead_log).
 */

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The first number of a log. Its last bit is set if the words of the checksum are big-endian. */
const MAGIC = 0x377f0682;

/** The header of a log. It changes each time that SQLite restarts the log. Empty if there is no log. */
export function readWalHeader(log: string): Buffer {
  const fd = openWal(log);
  if (fd === undefined) return Buffer.alloc(0);
  try {
    return readExactly(fd, WAL_HEADER_BYTES, 0) ?? Buffer.alloc(0);
  } finally {
    closeSync(fd);
  }
}

/**
 * Yields the first bytes of the database file after each transaction in a log, oldest first.
 *
 * Like SQLite, ends at the first frame of an earlier run of the log, or at a truncated frame. Yields nothing if the log
 * is missing or empty. Throws errors of the file system.
 */
export function* readDatabaseHeaders(log: string, length: number): Generator<Buffer, void> {
  const fd = openWal(log);
  if (fd === undefined) return;
  try {
    const header = readExactly(fd, WAL_HEADER_BYTES, 0);
    if (!header || (header.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return;
    const checksum = new Checksum((header.readUInt32BE(0) & 1) === 0);
    checksum.add(header, 0, 24);
    if (!checksum.matches(header, 24)) return;
    const salts = header.subarray(16, 24);
    const frameLength = FRAME_HEADER_BYTES + header.readUInt32BE(8);
    for (let position = WAL_HEADER_BYTES; ; position += frameLength) {
      const frame = readExactly(fd, frameLength, position);
      if (!frame?.subarray(8, 16).equals(salts)) return;
      checksum.add(frame, 0, 8);
      checksum.add(frame, FRAME_HEADER_BYTES, frameLength);
      if (!checksum.matches(frame, 16)) return;
      const isFirstPage = frame.readUInt32BE(0) === 1;
      if (isFirstPage) yield frame.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length);
    }
  } finally {
    closeSync(fd);
  }
}

/** Closing the log is safe, because SQLite has no locks on it. */
function openWal(log: string): number | undefined {
  try {
    return openSync(log, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function readExactly(fd: number, length: number, position: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(length);
  return readSync(fd, bytes, 0, length, position) === length ? bytes : undefined;
}

/** The checksum that runs over a whole log. */
class Checksum {
  readonly #littleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  add(bytes: Buffer, start: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = start; at < end; at += 8) {
      this.#first = (this.#first + view.getUint32(at, this.#littleEndian) + this.#second) >>> 0;
      this.#second = (this.#second + view.getUint32(at + 4, this.#littleEndian) + this.#first) >>> 0;
    }
  }

  matches(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
