// The customer's side: an identity for acr-sync, its trust in one service account of an AKS cluster,
// and its role on the registry that images are imported into.

@description('The registry that images are imported into, in this resource group.')
param registryName string

@description('The OIDC issuer of the AKS cluster: oidcIssuerProfile.issuerUrl.')
param issuer string

@description('Where acr-sync runs.')
param namespace string = 'acr-sync'

@description('The service account that acr-sync runs under.')
param serviceAccount string = 'acr-sync'

param location string = resourceGroup().location

// Container Registry Data Importer and Data Reader
var importerRole = '577a9874-89fd-4f24-9dbd-b5034d0ad23a'

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'acr-sync'
  location: location

  resource trust 'federatedIdentityCredentials' = {
    name: 'acr-sync'
    properties: {
      issuer: issuer
      subject: 'system:serviceaccount:${namespace}:${serviceAccount}'
      audiences: [ 'api://AzureADTokenExchange' ]
    }
  }
}

resource importer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, importerRole)
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', importerRole)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('For the annotation azure.workload.identity/client-id.')
output clientId string = identity.properties.clientId

@description('For acr-sync.targets.<name>.resource-id.')
output registryId string = registry.id
