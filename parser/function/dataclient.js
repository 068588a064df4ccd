// The data client's configuration comes from the server that runs the
// function, not from an S3 bucket: the model introspection is in the bundle,
// address and credentials are in the environment.
export const getAmplifyDataClientConfig = async () => {
  const env = process.env;
  if (!env.AMPLIFYGO_DATA_ENDPOINT) {
    throw new Error(
      `The function ${env.AWS_LAMBDA_FUNCTION_NAME} may not call the data API: ` +
        'add allow.resource(...) of it to the authorization of the schema.',
    );
  }
  const credentials = { accessKeyId: env.AMPLIFYGO_DATA_ACCESS_KEY_ID, secretAccessKey: env.AMPLIFYGO_DATA_SECRET_ACCESS_KEY };
  return {
    resourceConfig: {
      API: {
        GraphQL: {
          endpoint: env.AMPLIFYGO_DATA_ENDPOINT,
          region: env.AWS_REGION,
          defaultAuthMode: 'iam',
          modelIntrospection: __introspection,
        },
      },
    },
    libraryOptions: {
      Auth: {
        credentialsProvider: {
          getCredentialsAndIdentityId: async () => ({ credentials }),
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  };
};
