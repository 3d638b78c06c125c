// A PostgreSQL that nobody else uses, begun in a folder of its own and removed with it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const programsOfDebian = '/usr/lib/postgresql'; // a folder for each version
const serverUser = 'postgres'; // whom root is, as the server refuses to run as root

/** The folder of the newest server that has wal2json; or what is missing. */
export function findPrograms() {
  const versions = existsSync(programsOfDebian) ? readdirSync(programsOfDebian) : [];
  const whole = versions
    .filter((version) => existsSync(join(programsOfDebian, version, 'bin/initdb')))
    .sort((a, b) => Number(b) - Number(a));
  if (whole.length === 0) return { missing: 'PostgreSQL' };
  const found = whole.find((version) =>
    existsSync(join(programsOfDebian, version, 'lib/wal2json.so')));
  if (!found) return { missing: `wal2json for PostgreSQL ${whole[0]}` };
  return { programs: join(programsOfDebian, found, 'bin') };
}

function asServerUser() {
  if (process.getuid() !== 0) return [];
  return ['--reuid', serverUser, '--regid', serverUser, '--init-groups'];
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

export class Postgres {
  /** Begins one, with the superuser `supabase_admin`, and waits until it takes connections. */
  static async start() {
    const { programs, missing } = findPrograms();
    if (missing) throw new Error(`${missing} is not installed`);
    const postgres = new Postgres();
    postgres.folder = mkdtempSync(join(tmpdir(), 'timesheet-supabase-'));
    try {
      await postgres.create(programs);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  }

  async create(programs) {
    if (process.getuid() === 0) execFileSync('chown', [serverUser, this.folder]);
    const data = join(this.folder, 'data');
    execFileSync('setpriv', [...asServerUser(), join(programs, 'initdb'), '--pgdata', data,
      '--username=supabase_admin', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { cwd: this.folder, stdio: ['ignore', 'ignore', 'inherit'] });
    this.port = await freePort();
    // The parent's death ends it in order. Nothing of it is to survive a power cut.
    this.server = spawn('setpriv', ['--pdeathsig', 'INT', ...asServerUser(),
      join(programs, 'postgres'), '-D', data, '-k', this.folder, '-h', '127.0.0.1',
      '-p', String(this.port), '-c', 'wal_level=logical', '-c', 'fsync=off'],
    { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    await this.untilReady();
  }

  untilReady() {
    const said = [];
    const lines = createInterface({ input: this.server.stderr });
    return new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        if (said.push(line) > 50) said.shift();
        if (line.includes('ready to accept connections')) resolve();
      });
      this.server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)));
    });
  }

  url(user = 'supabase_admin', database = 'postgres') {
    return `postgresql://${user}@127.0.0.1:${this.port}/${database}`;
  }

  async stop() {
    if (this.server && this.server.exitCode === null && this.server.signalCode === null) {
      this.server.kill('SIGINT'); // a fast shutdown
      await once(this.server, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
