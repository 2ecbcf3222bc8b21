import { createServer } from 'node:http';

// The smallest HTTP server of Node.js, in JavaScript because stripping types takes time and memory. start-up.ts compares
// the real server with it.
createServer((_request, response) => response.end('ok')).listen(Number(process.env['PORT']), '127.0.0.1');
