import { serverArguments } from './server-process';

describe('serverArguments', () => {
  it('passes settings on', () => {
    const run = { cluster: '/data', port: 5433, settings: { work_mem: '8MB' } };
    expect(serverArguments(run).join(' ')).toContain('-D /data -c work_mem=8MB');
  });

  it('lets no setting change where the server listens', () => {
    const settings = { listen_addresses: '*', port: '1', unix_socket_directories: '/tmp' };
    const args = serverArguments({ cluster: '/data', port: 5433, settings });
    expect(args).toEqual([
      ...['-D', '/data'],
      ...['-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'port=5433'],
      ...['-c', 'unix_socket_directories='],
    ]);
  });
});
