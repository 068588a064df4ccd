// Runs one function of amplifygo: invocations come in frames on descriptor 3
// and answers go out on descriptor 4, one at a time, as Lambda's Node runtime
// does it over HTTP. Standard output and standard error are the function's log.
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';

// What the function does to the global objects must not reach the frames.
const { parse, stringify } = JSON;
const { ownKeys } = Reflect;
const now = Date.now;

const [bundle, maxAnswer] = [process.argv[2], Number(process.argv[3])];
const requests = new Socket({ fd: 3, readable: true, writable: false });
const answers = new Socket({ fd: 4, readable: false, writable: true });
process.argv.length = 2;

// Without this, what a function writes faster than it is read piles up here.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

const send = (kind, text, then) => {
  const body = Buffer.from(text);
  const frame = Buffer.allocUnsafe(body.length + 5);
  frame[0] = kind.charCodeAt(0);
  frame.writeUInt32BE(body.length, 1);
  body.copy(frame, 5);
  answers.write(frame, then);
};

// failure is an error as Lambda tells it, whatever was thrown.
const failure = (error) => {
  try {
    if (util.types.isNativeError(error) || (error && error.message !== undefined && error.stack !== undefined)) {
      return { errorType: `${error.name}`, errorMessage: `${error.message}`, trace: `${error.stack}`.split('\n').slice(0, 50) };
    }
    return { errorType: error === null ? 'object' : typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack', trace: [] };
  }
};

// What all code shares: the prototypes that values inherit from, and the
// functions of the language. A function that changes them changes the world of
// the requests that follow.
const shared = [
  ...[Object, Array, Function, String, Number, Boolean, Promise, RegExp, Date, Map, Set, Error].map((f) => f.prototype),
  Object, Array, Number, String, Promise, JSON, Math, Reflect,
];
const { getOwnPropertyDescriptor, is } = Object; // Number.NaN is not equal to itself
let world = [];
const look = () =>
  shared.map((object) => {
    const keys = ownKeys(object);
    const plain = keys.filter((key) => 'value' in getOwnPropertyDescriptor(object, key));
    return { object, count: keys.length, plain, values: plain.map((key) => object[key]) };
  });
const polluted = () => {
  for (let i = 0; i < world.length; i++) {
    const { object, count, plain, values } = world[i];
    if (ownKeys(object).length !== count) return true;
    for (let k = 0; k < plain.length; k++) if (!is(object[plain[k]], values[k])) return true;
  }
  return false;
};

// answer ends the invocation under way, which there is none of where it is null.
let answer = null;

const finish = (kind, value) => {
  if (!answer) return; // the second answer of one invocation counts for nothing
  answer = null;
  let text;
  if (kind === 'R') {
    try {
      text = stringify(value);
      if (text === undefined) text = 'null';
    } catch (error) {
      kind = 'E';
      value = { errorType: 'Runtime.MarshalError', errorMessage: `Unable to stringify response body: ${failure(error).errorMessage}`, trace: [] };
    }
  }
  if (kind === 'R' && Buffer.byteLength(text) > maxAnswer) {
    kind = 'E';
    value = { errorType: 'Function.ResponseSizeTooLarge', errorMessage: `Response payload size exceeded maximum allowed payload size (${maxAnswer} bytes).`, trace: [] };
  }
  if (kind === 'E') text = stringify(value);
  requests.ref();
  // A process whose world is not clean answers and takes no further request.
  send(polluted() && kind !== 'D' ? kind.toLowerCase() : kind, text);
};

const invoke = (handler, frame) => {
  const { id, deadline, event, name, arn, memory } = parse(frame);
  answer = id;
  let pending = false;
  const settle = (error, result) => (error === null || error === undefined ? finish('R', result) : finish('E', failure(error)));
  // An answer after the end of its invocation must not answer the next one.
  const mine = (f) => (...args) => void (answer === id && f(...args));
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: `${memory}`,
    awsRequestId: id,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `${process.pid}`,
    getRemainingTimeInMillis: () => Math.max(deadline - now(), 0),
    done: mine(settle),
    fail: mine((error) => finish('E', failure(error))),
    succeed: mine((result) => finish('R', result)),
  };
  // Without the socket the loop ends when the function has nothing left to do.
  requests.unref();
  idle = () => {
    if (answer !== id) return;
    if (pending) {
      finish('E', { errorType: 'Runtime.UnsettledPromise', errorMessage: 'The promise that the handler returned never settles: nothing is left that could settle it.', trace: [] });
    } else {
      finish('R', null);
    }
  };
  try {
    const result = handler(event, context, mine(settle));
    if (result !== null && typeof result === 'object' && typeof result.then === 'function') {
      pending = true;
      result.then(mine((value) => finish('R', value)), mine((error) => finish('E', failure(error))));
    }
  } catch (error) {
    finish('E', failure(error));
  }
};

let idle = () => {};
process.on('beforeExit', () => idle());

// What escapes the handler ends the process, as on Lambda.
const escaped = (kind) => (error) => {
  const told = failure(error);
  console.error(error);
  if (kind) told.errorType = kind;
  if (!answer) process.exit(1);
  answer = null;
  send('D', stringify(told), () => process.exit(1));
};

const start = async () => {
  globalThis.require = createRequire(bundle);
  globalThis.__filename = fileURLToPath(bundle);
  globalThis.__dirname = path.dirname(globalThis.__filename);
  const module = await import(bundle);
  const handler = module.handler ?? module.default?.handler;
  if (typeof handler !== 'function') {
    throw Object.assign(new Error('handler is undefined or not exported'), { name: 'Runtime.HandlerNotFound' });
  }
  world = look();
  return handler;
};

let received = [];
let size = 0;
const listen = (handler) => {
  requests.on('data', (chunk) => {
    received.push(chunk);
    size += chunk.length;
    if (size < 4) return;
    if (received.length > 1 && received[0].length < 4) received = [Buffer.concat(received)];
    const length = received[0].readUInt32BE(0);
    if (size < length + 4) return;
    const frame = Buffer.concat(received);
    received = [];
    size = 0;
    invoke(handler, frame.toString('utf8', 4, 4 + length));
  });
  requests.on('end', () => process.exit(0));
};

start().then(
  (handler) => {
    process.on('uncaughtException', escaped());
    process.on('unhandledRejection', escaped('Runtime.UnhandledPromiseRejection'));
    listen(handler);
    send('S', '{}');
  },
  (error) => {
    console.error(error);
    send('D', stringify(failure(error)), () => process.exit(1));
  },
);
