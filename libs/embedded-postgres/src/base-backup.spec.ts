import { belongsToBackup, standbySettings } from './base-backup';

describe('belongsToBackup', () => {
  it.each(['PG_VERSION', 'base/5/1259', 'global/pg_control', 'pg_wal', 'pg_xact/0000'])(
    'copies %s',
    (path) => expect(belongsToBackup(path)).toBe(true),
  );

  it.each([
    'postmaster.pid',
    'postmaster.opts',
    'pg_wal/000000010000000000000001',
    'pg_replslot/replica_1',
    'pg_dynshmem/mmap.1',
    'base/5/pg_internal.init',
    'base/pgsql_tmp/pgsql_tmp12.0',
  ])('leaves out %s', (path) => expect(belongsToBackup(path)).toBe(false));
});

describe('standbySettings', () => {
  it('follows the primary through the slot', () => {
    const settings = standbySettings({ port: 5433, password: 'p', database: 'app' }, 'replica_1');
    expect(settings).toContain('host=127.0.0.1 port=5433 user=postgres password=p');
    expect(settings).toContain("primary_slot_name = 'replica_1'");
  });
});
