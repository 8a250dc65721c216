// A certified OpenID provider (oidc-provider) as a process of its own: node provider.mjs PORT CLIENT_ID CLIENT_SECRET
// Whoever types an e-mail address on its log-in page is that person; one that begins with "unproved" is not vouched for.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, clientId, clientSecret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      // Only a native client's address on this machine may have any port (RFC 8252, 7.3): each test's product has another.
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/auth/acme/callback'],
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: sub, email_verified: !sub.startsWith('unproved'), name: 'Paula Provider' }),
  }),
  cookies: { keys: ['for tests only'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
});

const asks = {
  login: '<label>Email <input name="login" type="email" autofocus></label><button>Log in to Acme</button>',
  consent: '<p>Joint Account wants to know who you are.</p><button>Allow</button>',
};

async function page(request, response) {
  const { uid, prompt } = await provider.interactionDetails(request, response);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><title>Acme</title><link rel="icon" href="data:,"><h1>Acme</h1>
<form method="post" action="/interaction/${uid}">${asks[prompt.name]}</form>
<form method="post" action="/interaction/${uid}?refuse"><button>Cancel</button></form>`);
}

async function answer(request, response) {
  const { params, session, grantId, prompt } = await provider.interactionDetails(request, response);
  let body = '';
  for await (const chunk of request) body += chunk;
  let result;
  if (request.url.endsWith('?refuse')) {
    result = { error: 'access_denied' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId: new URLSearchParams(body).get('login') } };
  } else {
    const grant = await provider.Grant.find(grantId) ?? new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

createServer((request, response) => {
  const handle = !request.url.startsWith('/interaction/') ? provider.callback() : request.method === 'POST' ? answer : page;
  Promise.resolve(handle(request, response)).catch((problem) => {
    console.error(problem);
    response.statusCode = 500;
    response.end();
  });
}).listen(Number(port), '127.0.0.1');
