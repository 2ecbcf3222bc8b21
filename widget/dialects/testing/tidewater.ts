import { addDialect } from '../dialect.ts';

/** The dialect of a made-up embed system: its messages are objects, told apart by `tide`. */
addDialect('tidewater', {
  hostBegins: true,

  encode: (event) => {
    switch (event.type) {
      case 'ready':
        return [{ tide: 'open' }];
      case 'height-change':
        return [{ tide: 'level', pixels: event.height }];
      case 'success':
        return [{ tide: 'linked', link: event.connection.id, seat: event.details['seat'] }];
      case 'error':
        return [{ tide: 'storm', kind: event.code }];
      case 'connection-status-change':
      case 'exit':
      case 'token-expired':
      case 'application-view':
      case 'installation-change':
      case 'install-end':
      case 'navigation':
        return [];
    }
  },

  decode: (data) => {
    if (typeof data !== 'object' || data === null || !('tide' in data) || data.tide !== 'in') return undefined;
    const pass = 'pass' in data && typeof data.pass === 'string' ? { token: data.pass } : {};
    return { type: 'init', mode: 'inline', presentation: {}, ...pass };
  },
});
