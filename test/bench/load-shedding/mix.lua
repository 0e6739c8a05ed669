-- Sends the uncached mix, one request after another on every connection, and tells at the end how many answers
-- were good (2xx), refused (503 with Retry-After) or anything else, and the latencies of the good ones.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int clock, bench_time *time);
]]
local CLOCK_MONOTONIC = 1
local BINS = 150
local time = ffi.new("bench_time")

local function now_us()
  ffi.C.clock_gettime(CLOCK_MONOTONIC, time)
  return tonumber(time.seconds) * 1000000 + tonumber(time.nanoseconds) / 1000
end

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  user = os.getenv("BENCH_USER_PATH")
  customer = user:gsub("/users/", "/mcp/customer/")
  headers = {
    ["authorization"] = os.getenv("BENCH_AUTHORIZATION"),
    ["cache-control"] = "no-cache",
    ["content-type"] = "application/json",
  }
  sent, good, refused, unexpected, unexpected_status = 0, 0, 0, 0, 0
  -- By bins of a tenth more each: bin n holds latencies below 100 us * 1.1 ^ n. Globals, one by one: wrk hands
  -- numbers from thread to thread, no tables.
  for bin = 0, BINS do _G["bin" .. bin] = 0 end
end

local function unique()
  return string.format("%d-%d-%d", number, sent, os.time())
end

-- What a request is, by turns: point reads, a computed read, an analysis of a new text, which is a write.
local mix = {
  function() return "GET", user end,
  function() return "GET", user .. "/stats/summary" end,
  function() return "GET", user .. "/settings" end,
  function() return "GET", user end,
  function() return "GET", customer end,
  function() return "GET", user .. "/settings" end,
  function() return "POST", "/jira/analyze",
    '{"issue_key":"LOAD-1","summary":"The page crashes ' .. unique() .. '"}' end,
}

function request()
  sent = sent + 1
  local method, path, body = mix[sent % #mix + 1]()
  headers["x-request-id"] = string.format("%.0f", now_us())
  return wrk.format(method, path, headers, body)
end

function response(status, answer)
  if status >= 200 and status < 300 then
    good = good + 1
    local took = now_us() - tonumber(answer["x-request-id"])
    local bin = "bin" .. math.max(0, math.min(BINS, math.ceil(math.log(took / 100) / math.log(1.1))))
    _G[bin] = _G[bin] + 1
  elseif status == 503 and answer["retry-after"] then
    refused = refused + 1
  else
    unexpected = unexpected + 1
    unexpected_status = status
  end
end

local function sum(name)
  local total = 0
  for _, thread in ipairs(threads) do total = total + thread:get(name) end
  return total
end

local function percentile(share, total)
  local seen = 0
  for bin = 0, BINS do
    seen = seen + sum("bin" .. bin)
    if seen >= share * total then return 0.1 * 1.1 ^ bin end
  end
end

function done(summary)
  local total = sum("good")
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds":%f,"good":%d,"refused":%d,"unexpected":%d,"unexpectedStatus":%d,"socketErrors":%d,"p50Ms":%f,"p99Ms":%f}\n',
    summary.duration / 1e6, total, sum("refused"), sum("unexpected"), sum("unexpected_status"),
    errors.connect + errors.read + errors.write + errors.timeout,
    percentile(0.5, total) or 0, percentile(0.99, total) or 0))
end
