// PostGraphile as its documentation sets it up: filters by plugin, tokens
// verified for each request, rows by PostgreSQL's policies.
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { postgraphile } from 'postgraphile';
import filters from 'postgraphile-plugin-connection-filter';

const [host, port] = process.env.BENCH_LISTEN.split(':');
const keys = createRemoteJWKSet(new URL(process.env.BENCH_KEYS));

const api = postgraphile(process.env.BENCH_DATABASE, 'public', {
  appendPlugins: [filters],
  disableQueryLog: true,
  ignoreRBAC: false,
  async pgSettings(request) {
    const token = request.headers.authorization;
    if (!token) return {};
    const { payload } = await jwtVerify(token, keys);
    return { 'jwt.claims.owner': `${payload.sub}::${payload.username}` };
  },
});

createServer(api).listen(Number(port), host);
