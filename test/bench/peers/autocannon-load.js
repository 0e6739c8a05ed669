'use strict';

// The requests of one measurement for autocannon, as ../wrk.lua has them for wrk.
// Arguments: address, connections, seconds, seconds after which an answer counts as missing.

const { readFileSync } = require('node:fs');
const autocannon = require('autocannon');

const [url, connections, seconds, timeout] = process.argv.slice(2);

async function main() {
  const expectedBody = readFileSync(process.env.BENCH_BODY_FILE, 'utf8');
  const latenciesMs = [];
  let wrong = 0;
  let wrongStatus = 0;
  const load = autocannon({
    url,
    connections: Number(connections),
    duration: Number(seconds),
    timeout: Number(timeout),
    headers: headersFrom(process.env.BENCH_HEADERS),
    expectBody: expectedBody,
  });
  load.on('response', (_client, status, _bytes, responseTimeMs) => {
    latenciesMs.push(responseTimeMs);
    if (status !== 200) {
      wrong += 1;
      wrongStatus = status;
    }
  });
  const result = await load;
  latenciesMs.sort((a, b) => a - b);
  const percentileUs = (p) =>
    Math.round(1000 * (latenciesMs[Math.floor(latenciesMs.length * p)] ?? 0));
  const line = {
    requests: latenciesMs.length,
    durationUs: Math.round(result.duration * 1e6),
    p50Us: percentileUs(0.5),
    p99Us: percentileUs(0.99),
    wrong: wrong + result.mismatches,
    wrongStatus,
    socketErrors: result.errors + result.timeouts,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function headersFrom(lines) {
  return Object.fromEntries(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(': ')),
  );
}

main();
