/* A program by its User-Agent, in two words: Firefox on Linux. */
const programs = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'],
	['Chrome/', 'Chrome'], ['Safari/', 'Safari'], ['curl/', 'curl']];
const systems = [['iPhone', 'iPhone'], ['iPad', 'iPad'],
	['Android', 'Android'], ['Windows', 'Windows'], ['Mac OS X', 'Mac'],
	['CrOS', 'ChromeOS'], ['Linux', 'Linux']];

const nameIn = (list, agent) => list.find(([part]) =>
	agent.includes(part))?.[1];

export function agentName(agent) {
	if (!agent)
		return 'A program without a name';
	const program = nameIn(programs, agent) ?? agent.split(/[\s/]/)[0];
	const system = nameIn(systems, agent);

	return system ? `${program} on ${system}` : program;
}
