import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { soon } from './soon.mjs';

/** Starts the real gateway, which takes a free port, and waits until it listens. */
export async function startGateway(program, options, secret) {
  const gateway = spawn(program, ['serve', '--listen', '127.0.0.1:0', ...options], {
    env: { ...process.env, JWT_SECRET: secret },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const listens = new Promise((resolve, reject) => {
    const said = [];
    gateway.once('exit', () => reject(new Error(`the gateway did not start:\n${said.join('\n')}`)));
    createInterface({ input: gateway.stderr }).on('line', (line) => {
      said.push(line);
      const [, found] = /listening.*127\.0\.0\.1:([0-9]+)/.exec(line) ?? [];
      if (found) resolve(Number(found));
    });
  });
  try {
    return { process: gateway, port: await soon(listens, 'the gateway') };
  } catch (error) {
    gateway.kill('SIGKILL');
    throw error;
  }
}
