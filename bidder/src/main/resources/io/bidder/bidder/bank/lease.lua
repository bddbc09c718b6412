-- Takes what a server has spent of a budget, and leases it some of what is left. See MemoryBank, which does the same.
--
-- KEYS[1]  a hash: 'format' is '1', 'since' when it was made, 'n:SERVER' a server's part, as written below; 'first' what
--          servers that were there at first remembered that all had spent, and what each said at first that it had itself:
--          ever both, the day, and on it both
-- ARGV     server ('' to look only), run, number, day, budget, daily, spent, today, others' spent, today, held, kept,
--          wanted, least, supply, life and grace in milliseconds
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
local others, othersToday, held, kept = number(9), number(10), number(11), number(12)
local wanted, least, supply, life, grace = number(13), number(14), number(15), number(16), number(17)
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

local isNew = now - since < grace
local r, h, d, rt, ht = string.match(fields['first'] or '0 0 0 0 0', '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
if not r then
  return redis.error_reply('SHAPE ' .. KEYS[1] .. ' remembers something else')
end
local remembered, heard, itsDay, rememberedToday, heardToday =
  tonumber(r), tonumber(h), tonumber(d), tonumber(rt), tonumber(ht)
if not before then
  if isNew then
    remembered = math.max(remembered, spent + others)
    if day > itsDay then
      itsDay, rememberedToday, heardToday = day, 0, 0
    end
    if day == itsDay then
      rememberedToday = math.max(rememberedToday, today + othersToday)
    end
  end
  heard = heard + spent
  if day == itsDay then
    heardToday = heardToday + today
  end
  redis.call('HSET', KEYS[1], 'first',
    string.format('%.0f %.0f %.0f %.0f %.0f', remembered, heard, itsDay, rememberedToday, heardToday))
end
-- What was spent by servers that have not told of it again.
allSpent = allSpent + math.max(0, remembered - heard)
if itsDay == newest then
  allToday = allToday + math.max(0, rememberedToday - heardToday)
end

local left = math.min(budget - allSpent, daily - allToday) - leased - held
local fair = 0
if left >= least then
  fair = math.max(math.floor(left / 2), least)
end
local free = kept
if not isNew then
  free = math.max(kept, math.min(fair, wanted))
end

redis.call('HSET', KEYS[1], 'format', '1', 'since', string.format('%.0f', since), 'n:' .. server,
  string.format('%s %s %.0f %.0f %.0f %.0f %.0f %.0f', ARGV[2], ARGV[3], mySpent, myDay, myToday, held + free,
    now + life, supply))
redis.call('PEXPIRE', KEYS[1], KEPT_MILLIS)

local told = 0
if day == newest then
  told = today
end
return {free, fair, allSpent - spent, math.max(0, allToday - told), leased, othersSupply, before and 1 or 0}
