import { createTinySubgraph, type TinySubgraph } from './tiny-subgraph.js';
import { TinyTopic } from './tiny-topic.js';

export interface ShopEvent {
  cursor: string;
  order?: { id: string } | undefined;
  note?: string | undefined;
}

/** Three subgraphs that share orders: sales has them and their events, people who bought, stock what is there. */
export interface TinyShop {
  sales: TinySubgraph;
  people: TinySubgraph;
  stock: TinySubgraph;
  subgraphs: readonly TinySubgraph[];
  events: TinyTopic<ShopEvent>;
  /** Replaces what stock answers for `parts`; awaited. */
  stockAnswers(answer: (order: { id: string }) => unknown): void;
  serviceFor(name: string): TinySubgraph['service'];
}

const orders = [
  { id: 'o1', reference: 'A-1', buyer: { id: 'p1' } },
  { id: 'o2', reference: 'A-2', buyer: { id: 'p2' } },
  { id: 'o3', reference: 'A-3', buyer: { id: 'p1' } },
];
const names: Record<string, string> = { p1: 'Ada', p2: 'Grace' };
const orderOf = (id: string) => orders.find((order) => order.id === id);

export function createTinyShop(): TinyShop {
  const events = new TinyTopic<ShopEvent>();
  let parts: (order: { id: string }) => unknown = ({ id }) => Number(id.slice(1)) * 10;

  const sales = createTinySubgraph(
    'sales',
    `type Query { order(id: ID!): Order  orders: [Order!]!  broken: String }
     type Mutation { placeOrder(reference: String!): Order! }
     type Subscription { shopEvents(after: String, topic: String = "all"): ShopEvent!  quiet: Int }
     type ShopEvent { cursor: String!  order: Order  note: String }
     type Order @key(fields: "id") { id: ID!  reference: String!  buyer: Person }
     type Person @key(fields: "id", resolvable: false) { id: ID! }`,
    {
      Query: {
        order: (_: unknown, { id }: { id: string }) => orderOf(id),
        orders: () => orders,
        broken: () => {
          throw new Error('sales is out of order');
        },
      },
      Mutation: { placeOrder: (_: unknown, { reference }: { reference: string }) => ({ id: 'o9', reference }) },
      Subscription: {
        shopEvents: { subscribe: () => events.read(), resolve: (event: ShopEvent) => event },
        quiet: { subscribe: () => events.read(), resolve: () => 1 },
      },
      ShopEvent: {
        order: ({ order }: ShopEvent) => order && orderOf(order.id),
        note: ({ note }: ShopEvent) => {
          if (note === 'fail') throw new Error('this note cannot be read');
          return note;
        },
      },
      Order: { __resolveReference: ({ id }: { id: string }) => orderOf(id) },
    },
  );
  const people = createTinySubgraph(
    'people',
    `type Query { person(id: ID!): Person }
     type Person @key(fields: "id") { id: ID!  name: String!  initials: String  friend: Person }`,
    {
      Query: { person: (_: unknown, { id }: { id: string }) => ({ id, name: names[id] }) },
      Person: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: names[id] }),
        initials: ({ name }: { name: string }) => name[0],
      },
    },
  );
  const stock = createTinySubgraph(
    'stock',
    `type Order @key(fields: "id") { id: ID!  parts: Int  reference: String! @external
       label: String @requires(fields: "reference") }`,
    {
      Order: {
        __resolveReference: (order: { id: string }) => order,
        parts: (order: { id: string }) => parts(order),
        label: ({ reference }: { reference: string }) => `for ${reference}`,
      },
    },
  );
  const subgraphs = [sales, people, stock];
  return {
    sales,
    people,
    stock,
    subgraphs,
    events,
    stockAnswers: (answer) => {
      parts = answer;
    },
    serviceFor: (name) => {
      const found = subgraphs.find((subgraph) => subgraph.name === name);
      if (!found) throw new Error(`no subgraph ${name}`);
      return found.service;
    },
  };
}
