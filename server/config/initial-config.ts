/** Ports on which development servers of web pages listen by default. */
const DEVELOPMENT_PORTS = [3000, 5173] as const;
const DEVELOPMENT_HOSTS = ['localhost', '127.0.0.1'] as const;

/** What a first configuration depends on. */
export interface InitialConfigOptions {
  /** SPKI PEM, relative to the file that is written. */
  readonly publicKeyFile: string;
  /** Entries of `allowedOrigins` beside those of development servers. */
  readonly origins: readonly string[];
}

/**
 * Writes the text of a first configuration. It works as it is once `EMBED_SECRET` is set and the file of the public key
 * exists, and says what each part is for.
 */
export function initialConfig({ publicKeyFile, origins }: InitialConfigOptions): string {
  const development = DEVELOPMENT_HOSTS.flatMap((host) => DEVELOPMENT_PORTS.map((port) => `http://${host}:${port}`));
  const entry = (origin: string) => `      - ${origin}`;
  const allowed = [
    ...(origins.length > 0 ? origins.map(entry) : ['      # - https://app.acme.example']),
    '      # For development: remove these before you go live.',
    ...development.map(entry),
  ].join('\n');
  return `\
# Who embeds the connection dialog, what it connects to, and for which features.
#
# \${NAME} inside a text takes an environment variable; keep secrets there before you commit this file.
# The server reads the file once, at its start, and lists every issue in it.

organizations:
  # Your product. This name stands in the addresses that you frame: <server>/acme/...
  acme:
    # What people read.
    name: Acme

    # sandbox: any page may frame the dialog, and only connectors with "sandbox: true" can be connected.
    mode: production

    # Pages that may frame the dialog and that hear its messages. Exact origins, or https://*.example.com for every
    # subdomain. http is for this machine only.
    allowedOrigins:
${allowed}

    # Keys that your back end signs tokens with. To change a key, list the new one beside the old one for a while.
    keys:
      - alg: HS256
        secret: "\${EMBED_SECRET}"
      # Direct links are signed with an RSA key, whose private half stays with you. A key with a vendorId signs
      # nothing else.
      - alg: RS256
        vendorId: acme
        publicKeyFile: ${publicKeyFile}

    # Tokens older than this many seconds are refused; with singleUse also those seen before.
    tokens: { maxAgeSeconds: 600, singleUse: false }

    # Language of the dialog where neither the page nor the token names one. Without it, the reader's browser decides.
    # locale: en

    # The look of the dialog. Also: accentText, background, surface, text, mutedText, border, danger, fontFamily.
    # "light" and "dark" take colours for one theme.
    appearance: { accent: "#2458e6", radius: 8px, fontSize: 16px, dark: { accent: "#8fb0ff" } }

    # Connectors that only this organization sees, or sees differently.
    connectors: {}

    # Features of your product that need connectors.
    integrations:
      # The name in addresses.
      contact-sync:
        # The number in addresses and messages. Never change it.
        id: 1
        name: Contact sync
        description: Keeps contacts in step.
        # In the order in which people are asked.
        connectors: [example]
        # account: one connection for the whole customer. user: one for each person.
        sharing: account
        # JSON Schema of what people can set.
        settings: {}
        # When it runs: minute, hour, day, month, weekday.
        schedule: { default: "0 * * * *", editable: true }

# Connectors that every organization sees. One that comes with the server needs only its name ("sendgrid: {}"), and where
# people sign in to it, your client there; "doctor" prints the redirect URI to register.
connectors:
  # hubspot: { clientId: "\${HUBSPOT_ID}", clientSecret: "\${HUBSPOT_SECRET}" }
  # A connector of your own: how to authenticate against one external system.
  example:
    name: Example
    # api_key (in: header, query or bearer), basic, or custom with several fields; oauth2 or oauth1, for a sign-in in a
    # window; oauth2_client_credentials or refreshable_token, for what is exchanged for a token; or aws_sigv4.
    auth:
      type: api_key
      in: header
      name: X-Api-Key
      help: You find the key in the settings of Example.
    # What addresses need to be known:
    # inputs:
    #   subdomain: { label: Your address, suffix: .example.com }
    # A request that must succeed before the connection counts as connected, sent again every 24 hours. Without it, keys
    # are stored untried.
    # verify: { url: "https://{subdomain}.example.com/me", account: user.email }
`;
}
