-- wrk -s: ask for the paths of a file in turn, over and over.
--
--	BENCH_PATHS	that file, a path a line
--	BENCH_TOKEN	for the Authorization header
--
-- The requests are written out before the first is sent.  At the end a line
-- with a name and a number for each figure, times in microseconds.

local requests, at = {}, 0

function init(args)
	local headers = {
		["Host"] = wrk.headers["Host"],
		["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN"),
	}
	for path in io.lines(os.getenv("BENCH_PATHS")) do
		requests[#requests + 1] = wrk.format("GET", path, headers)
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("requests %d\nmicroseconds %d\n",
		summary.requests, summary.duration))
	io.write(string.format("p50_us %d\np99_us %d\nmax_us %d\n",
		latency:percentile(50), latency:percentile(99), latency.max))
	io.write(string.format("refused %d\nbroken %d\nlate %d\n",
		errors.status, errors.connect + errors.read + errors.write,
		errors.timeout))
end
