import { EmbedConnection } from 'embed-connection/react';
import { useCallback, useRef, useState } from 'react';

/**
 * A page of a product that is made with React 19: the tag within the page, and once more in a modal.
 *
 * `tokenUrl` is the product's own endpoint, which signs a token for whoever is signed in.
 */
export function ConnectionPage({ src, tokenUrl }) {
  const modal = useRef(null);
  const [mounted, setMounted] = useState(true);
  const [theme, setTheme] = useState('light');
  const [status, setStatus] = useState('unknown');
  const [events, setEvents] = useState([]);

  const record = (name, detail) => setEvents((before) => [...before, `${name}: ${detail}`]);

  const tokenProvider = useCallback(async () => {
    const response = await fetch(tokenUrl);
    const { token } = await response.json();
    return token;
  }, [tokenUrl]);

  return (
    <>
      <button data-action="mount" onClick={() => setMounted(!mounted)}>
        {mounted ? 'Remove' : 'Show'}
      </button>
      <button data-action="theme" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
        {theme}
      </button>
      <button data-action="open" onClick={() => modal.current.open()}>
        Connect in a dialog
      </button>
      <p data-status>{status}</p>

      {mounted && (
        <EmbedConnection
          data-widget
          src={src}
          tokenProvider={tokenProvider}
          theme={theme}
          onConnectionStatusChange={({ connection }) => {
            setStatus(connection.status);
            record('connection-status-change', connection.status);
          }}
          onSuccess={({ connection }) => record('success', connection.connector)}
          onError={({ code }) => record('error', code)}
        />
      )}

      <EmbedConnection
        data-modal
        ref={modal}
        mode="modal"
        src={src}
        tokenProvider={tokenProvider}
        theme={theme}
        onSuccess={({ connection }) => record('modal success', connection.connector)}
        onExit={({ reason }) => record('exit', reason)}
      />

      <ol data-events>
        {events.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
    </>
  );
}
