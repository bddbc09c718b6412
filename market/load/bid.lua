-- For wrk: posts the requests of a file, one a line, in turn. Usage: wrk -s bid.lua URL -- requests.jsonl
local requests = {}
local next_request = 0

function init(args)
  local file = args[1]
  if file == nil then
    error("name the file of requests after --")
  end
  for line in io.lines(file) do
    if #line > 0 then
      requests[#requests + 1] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, line)
    end
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end
