// Changes by logical decoding: wal2json, streamed by pg_recvlogical, as they are committed. As with
// Realtime the slot lives no longer than its reader: what is written meanwhile is never told.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPrograms } from './postgres.mjs';

const pluginOptions = {
  'format-version': '2',
  'include-pk': 'true',
  'include-timestamp': 'true',
  'include-transaction': 'false',
};

export class Decoding {
  /** `onChange` gets each change and the size of its line. */
  constructor(url, pool, onChange) {
    this.url = url;
    this.pool = pool;
    this.onChange = onChange;
    this.reader = null;
    this.lines = null; // of the reader
    this.turn = Promise.resolve(); // one start or stop after the other
  }

  get isAlive() {
    return this.reader !== null;
  }

  /** From here on changes are told. */
  start() {
    return this.inTurn(() => this.begin());
  }

  /** Whatever is written from here on is lost. */
  stop() {
    return this.inTurn(() => this.finish());
  }

  inTurn(work) {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }

  async begin() {
    if (this.reader) return;
    // One whose reader died holds back what the server may forget.
    await this.pool.query(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
      WHERE slot_name LIKE 'supabase\\_realtime\\_%' AND NOT active`);
    this.slot = `supabase_realtime_${randomBytes(6).toString('hex')}`;
    await this.pool.query("SELECT pg_create_logical_replication_slot($1, 'wal2json')", [this.slot]);
    const options = Object.entries(pluginOptions).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const program = join(findPrograms().programs, 'pg_recvlogical');
    this.reader = spawn('setpriv', ['--pdeathsig', 'TERM', program, '--dbname', this.url,
      '--slot', this.slot, '--start', '--no-loop', '--status-interval', '1', '--file', '-', ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    this.reader.stderr.on('data', (text) => said.push(text));
    this.reader.once('exit', (code) => {
      this.reader = null; // the next join begins another
      if (code) console.error(`supabase double: ${Buffer.concat(said)}`); // it grumbles when it is told to end, too
    });
    this.lines = createInterface({ input: this.reader.stdout });
    this.lines.on('line', (line) => {
      this.onChange(JSON.parse(line), Buffer.byteLength(line));
    });
  }

  async finish() {
    const reader = this.reader;
    this.reader = null;
    if (!reader) return;
    if (reader.exitCode === null && reader.signalCode === null) {
      const ended = Promise.all([once(reader, 'exit'), once(this.lines, 'close')]);
      reader.kill('SIGINT');
      await ended; // with what it had said before
    }
    // The server may take a moment to see that its reader is gone.
    await this.pool.query(`DO $$ BEGIN
      FOR i IN 1..200 LOOP
        PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots
          WHERE slot_name = '${this.slot}' AND NOT active;
        EXIT WHEN NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '${this.slot}');
        PERFORM pg_sleep(0.02);
      END LOOP; END $$`);
  }
}
