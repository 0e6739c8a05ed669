-- Opens every connection, waits until BENCH_BEGIN_MS on the monotonic clock, then sends the uncached mix: each thread one
-- request every BENCH_US_BETWEEN microseconds, on whichever of its connections is free; 0: one after another on each.
-- Tells at the end how many answers of each second from then on were good (2xx) or refused (503 with Retry-After), with
-- the latencies of the good ones, and how many answers were anything else.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int clock, bench_time *time);
]]
local CLOCK_MONOTONIC = 1
local BEGIN_US = tonumber(os.getenv("BENCH_BEGIN_MS")) * 1000
local US_BETWEEN = tonumber(os.getenv("BENCH_US_BETWEEN"))
local SECONDS = tonumber(os.getenv("BENCH_SECONDS"))
-- As many as histogram.ts has for latencies of up to 134 seconds.
local BUCKETS = 22 * 64
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
  sent, unexpected, unexpected_status, due_us = 0, 0, 0, 0
  -- Globals, one by one: wrk hands numbers from thread to thread, no tables.
  for second = 0, SECONDS - 1 do _G["good" .. second], _G["refused" .. second] = 0, 0 end
end

-- Milliseconds until the next request of a connection. A request that no connection was free for is left out.
function delay()
  local now = now_us()
  due_us = math.max(due_us + US_BETWEEN, BEGIN_US, US_BETWEEN > 0 and now or 0)
  return math.max(0, math.floor((due_us - now) / 1000 + 0.5))
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

-- By the buckets of histogram.ts, in microseconds.
local function bucket_of(us)
  local whole = math.max(1, math.ceil(us))
  local shift = math.max(0, math.floor(math.log(whole) / math.log(2)) - 6)
  return math.min(BUCKETS - 1, shift * 64 + math.floor(whole / 2 ^ shift))
end

local function add(name)
  _G[name] = (_G[name] or 0) + 1
end

function response(status, answer)
  local now = now_us()
  local second = math.floor((now - BEGIN_US) / 1000000)
  if status >= 200 and status < 300 then
    if second >= SECONDS then return end
    add("good" .. second)
    add("took" .. second * BUCKETS + bucket_of(now - tonumber(answer["x-request-id"])))
  elseif status == 503 and answer["retry-after"] then
    if second < SECONDS then add("refused" .. second) end
  else
    unexpected = unexpected + 1
    unexpected_status = status
  end
end

local function sum(name)
  local total = 0
  for _, thread in ipairs(threads) do total = total + (thread:get(name) or 0) end
  return total
end

local function latencies(second)
  local pairs = {}
  for bucket = 0, BUCKETS - 1 do
    local count = sum("took" .. second * BUCKETS + bucket)
    if count > 0 then table.insert(pairs, string.format("[%d,%d]", bucket, count)) end
  end
  return table.concat(pairs, ",")
end

function done(summary)
  local seconds = {}
  for second = 0, SECONDS - 1 do
    table.insert(seconds, string.format('{"good":%d,"refused":%d,"latencies":[%s]}',
      sum("good" .. second), sum("refused" .. second), latencies(second)))
  end
  local errors = summary.errors
  io.write(string.format('\n{"seconds":[%s],"unexpected":%d,"unexpectedStatus":%d,"socketErrors":%d}\n',
    table.concat(seconds, ","), sum("unexpected"), sum("unexpected_status"),
    errors.connect + errors.read + errors.write + errors.timeout))
end
