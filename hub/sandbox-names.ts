/** The vendors that `hub sandbox` stands in for. */
export const sandboxNames = ['symphonics', 'docuseal', 'invoice-ninja', 'mautic'] as const;

export type SandboxName = (typeof sandboxNames)[number];
