export async function measureWebhooks() {}
