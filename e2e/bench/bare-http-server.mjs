import { createServer } from 'node:http';

// A minimal HTTP server, with which start-up.ts compares the real server. It is written in JavaScript, because Node.js
// needs time and memory to strip types.
createServer((_request, response) => response.end('ok')).listen(Number(process.env['PORT']), '127.0.0.1');
