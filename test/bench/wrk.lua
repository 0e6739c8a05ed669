-- The requests of one measurement for wrk: sends the headers of BENCH_HEADERS, compares every answer
-- with BENCH_BODY_FILE, and ends wrk's output with one line of JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  local file = assert(io.open(os.getenv("BENCH_BODY_FILE"), "rb"))
  expected_body = file:read("*a")
  file:close()
  for name, value in os.getenv("BENCH_HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do
    wrk.headers[name] = value
  end
  wrong = 0
  wrong_status = 0
end

function response(status, _, body)
  if status ~= 200 or body ~= expected_body then
    wrong = wrong + 1
    if status ~= 200 then
      wrong_status = status
    end
  end
end

function done(summary, latency)
  local total, status = 0, 0
  for _, thread in ipairs(threads) do
    total = total + thread:get("wrong")
    status = math.max(status, thread:get("wrong_status"))
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"wrong":%d,"wrongStatus":%d,"socketErrors":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), total, status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
