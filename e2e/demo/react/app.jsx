// The demo's page in React: the component, and one of its events.
import { EmbedConnection } from 'embed-connection/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.querySelector('[data-react]');
const { src, theme, locale } = root.dataset;

/** Asks the product's own server, which knows who is signed in. */
async function tokenProvider() {
  const answer = await fetch('/token');
  const { token } = await answer.json();
  return token;
}

function Integration() {
  const [connection, setConnection] = useState();
  return (
    <>
      <EmbedConnection
        src={src}
        theme={theme}
        locale={locale || undefined}
        tokenProvider={tokenProvider}
        onConnectionStatusChange={(event) => setConnection(event.connection)}
      />
      {connection?.connected && (
        <p className="below muted">This paragraph is React’s: {connection.name} is connected.</p>
      )}
    </>
  );
}

createRoot(root).render(<Integration />);
