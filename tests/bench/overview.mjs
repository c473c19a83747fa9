export async function measureOverview() {}
