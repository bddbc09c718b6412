-- Takes what a server has spent of a budget, and leases it some of what is left. See MemoryBank, which does the same.
--
-- KEYS[1]  a hash: 'format' is '1', 'since' when it was made, 'n:SERVER' a server's part, as written below
-- ARGV     server ('' to look only), run, number, day, budget, daily, spent, today, held, kept, wanted, least, supply,
--          life and grace in milliseconds
-- Returns  free, fair, others' spent, today, leased and supply, and 1 if the server was known
local KEPT_MILLIS = 90 * 86400 * 1000

local all = redis.call('HGETALL', KEYS[1])
local fields = {}
for i = 1, #all, 2 do
  fields[all[i]] = all[i + 1]
end
if #all > 0 and (fields['format'] ~= '1' or not tonumber(fields['since'])) then
  return redis.error_reply('SHAPE ' .. KEYS[1] .. ' is a hash of somebody else, or of another version')
end
local server = ARGV[1]
if server == '' then
  return {}
end
local function number(i)
  return tonumber(ARGV[i])
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local day, budget, daily, spent, today = number(4), number(5), number(6), number(7), number(8)
local held, kept, wanted, least, supply = number(9), number(10), number(11), number(12), number(13)
local since = tonumber(fields['since'] or now)

local shares = {}
local newest = day
for field, value in pairs(fields) do
  local id = string.match(field, '^n:(.*)$')
  if id then
    local run, count, s, d, t, l, u, o = string.match(value, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
    if not run then
      return redis.error_reply('SHAPE ' .. KEYS[1] .. ' has a server of another shape')
    end
    shares[id] = {
      run = run, count = tonumber(count), spent = tonumber(s), day = tonumber(d), today = tonumber(t),
      leased = tonumber(l), ends = tonumber(u), supply = tonumber(o),
    }
    newest = math.max(newest, tonumber(d))
  end
end

local before = shares[server]
local mySpent, myDay, myToday = spent, day, today
if before then
  -- One that was overtaken on its way, by another of the same run.
  if before.run == ARGV[2] and before.count > number(3) then
    return redis.error_reply('OVERTAKEN')
  end
  mySpent = math.max(spent, before.spent)
  if before.day > day then
    myDay, myToday = before.day, before.today
  elseif before.day == day then
    myToday = math.max(today, before.today)
  end
end

local allSpent, allToday, leased, othersSupply = mySpent, 0, 0, 0
if myDay == newest then
  allToday = myToday
end
for id, share in pairs(shares) do
  if id ~= server then
    allSpent = allSpent + share.spent
    if share.day == newest then
      allToday = allToday + share.today
    end
    if share.ends > now then
      leased = leased + share.leased
      othersSupply = othersSupply + share.supply
    end
  end
end

local left = math.min(budget - allSpent, daily - allToday) - leased - held
local fair = 0
if left >= least then
  fair = math.max(math.floor(left / 2), least)
end
local free = kept
if now - since >= number(15) then
  free = math.max(kept, math.min(fair, wanted))
end

redis.call('HSET', KEYS[1], 'format', '1', 'since', string.format('%.0f', since), 'n:' .. server,
  string.format('%s %s %.0f %.0f %.0f %.0f %.0f %.0f', ARGV[2], ARGV[3], mySpent, myDay, myToday, held + free,
    now + number(14), supply))
redis.call('PEXPIRE', KEYS[1], KEPT_MILLIS)

local told = 0
if day == newest then
  told = today
end
return {free, fair, allSpent - spent, math.max(0, allToday - told), leased, othersSupply, before and 1 or 0}
