import { defineFunction } from '@aws-amplify/backend';

export const quote = defineFunction({ name: 'quote', timeoutSeconds: 5, environment: { CURRENCY: 'EUR' } });
