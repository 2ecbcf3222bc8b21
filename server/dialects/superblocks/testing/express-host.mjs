// A host's back end in the shape of Express: answers its page with a session token that it requests. Prints its port.
import { createServer } from 'node:http';

const [, , serverUrl, accessToken] = process.argv;
const user = {
  id: 7,
  email: 'ada@customer.example',
  firstName: 'Ada',
  lastName: 'Lovelace',
  organization: { id: 4242 },
};

async function requestToken() {
  const response = await fetch(`${serverUrl}/api/v1/public/token`, {
    method: 'post',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      email: user.email,
      name: `${user.firstName} ${user.lastName}`,
      metadata: { externalUserId: user.id, externalOrgId: user.organization.id },
    }),
  });
  const data = await response.json();
  if (response.status === 200) return { status: 200, data };
  return { status: response.status, data: { error: data.error, detail: data.error_description } };
}

const server = createServer((request, response) => {
  requestToken().then(({ status, data }) => {
    response.writeHead(request.url === '/token' ? status : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(data));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
