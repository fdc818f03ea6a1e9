import { connectors } from '../../../connectors/connectors.js';
import { domainEvents } from '../../../platform/events/domain-events.js';
import { flows } from '../../../subgraphs/integrations/flows.js';

test.each(flows.map(({ on, connector, action, follows }) => ({ on, connector, action, follows })))(
  'on $on, $connector can $action',
  ({ on, connector, action, follows }) => {
    const { actions } = connectors.find(({ key }) => key === connector) ?? {};
    expect(Object.keys(actions ?? {})).toContain(action);
    if (follows !== undefined) expect(actions?.[action]?.follows).toBe(follows);
    // Nobody runs the flows of an event that the integrations are not told of.
    expect(domainEvents[on].consumers).toContain('integrations');
  },
);
