// Runs in a browser: the unmodified client calls a server of another origin and
// listens to it over wss. The outcome goes back to the page's own server.
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';

async function run() {
  const outputs = await (await fetch('/amplify_outputs.json')).json();
  Amplify.configure(outputs);
  const client = generateClient({ authMode: 'apiKey' });
  const created = await client.models.Todo.create({ content: 'from a browser' });
  const listed = await client.models.Todo.list();
  const refused = await client.models.Announcement.create({ title: 'no' });
  const heard = await new Promise((resolve, reject) => {
    const subscription = client.models.Todo.onCreate().subscribe({
      next: (todo) => (subscription.unsubscribe(), clearInterval(again), resolve(todo.content)),
      error: (error) => (clearInterval(again), reject(error)),
    });
    // The client does not say when its subscription has begun.
    const again = setInterval(() => client.models.Todo.create({ content: 'heard' }), 200);
  });
  return { created: created.data?.content, errors: created.errors, listed: listed.data.map((t) => t.content), refused: refused.errors?.[0]?.errorType, heard };
}

run().then(
  (outcome) => fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) }),
  (error) => fetch('/outcome', { method: 'POST', body: JSON.stringify({ failure: String(error?.message ?? JSON.stringify(error)) }) }),
);
