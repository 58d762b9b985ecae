-- Presents login tokens from a file, one a line, each once; says so if they run out.
-- wrk -s redeem.lua URL -- FILE HOST SKIP
local file, before, after

function init(args)
  file = assert(io.open(args[1]))
  for _ = 1, tonumber(args[3] or 0) do file:read("*l") end
  before, after = "GET /login/token/", " HTTP/1.1\r\nHost: " .. args[2] .. "\r\n\r\n"
end

function request()
  local token = file:read("*l")
  if not token then
    print("OUT OF TOKENS")
    wrk.thread:stop()
    token = "none-left"
  end
  return before .. token .. after
end
