import { addDialect } from './dialect.ts';

addDialect('superblocks', { encode: () => [] });
