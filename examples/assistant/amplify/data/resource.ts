import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Recipe: a
    .model({
      name: a.string().required(),
      minutes: a.integer(),
      steps: a.string().array(),
    })
    .authorization((allow) => [allow.owner()]),

  // A generation: one question, one answer in a type of the schema.
  suggest: a
    .generation({
      aiModel: a.ai.model('Claude 3.5 Haiku'),
      systemPrompt: 'You suggest a recipe that needs only the given ingredients.',
      inferenceConfiguration: { temperature: 0.5, maxTokens: 1000 },
    })
    .arguments({ ingredients: a.string().array().required() })
    .returns(a.customType({ name: a.string().required(), minutes: a.integer(), steps: a.string().array() }))
    .authorization((allow) => [allow.authenticated()]),

  // A conversation: stored for its owner, answered part by part, and with a tool
  // that reads the speaker's own recipes.
  chat: a
    .conversation({
      aiModel: a.ai.model('Claude 3.5 Haiku'),
      systemPrompt: 'You are a cook who answers briefly.',
      tools: [
        a.ai.dataTool({
          name: 'recipes',
          description: 'Lists the recipes of the user.',
          model: a.ref('Recipe'),
          modelOperation: 'list',
        }),
      ],
    })
    .authorization((allow) => allow.owner()),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});
