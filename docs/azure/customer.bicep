// The customer's side: an identity for acr-sync, its trust in one service account of an AKS cluster,
// and its role on the registry that images are imported into. Where they are named: the right to read
// secrets of a Key Vault, and a private endpoint of the registry.

@description('The registry that images are imported into, in this resource group.')
param registryName string

@description('The OIDC issuer of the AKS cluster: oidcIssuerProfile.issuerUrl.')
param issuer string

@description('Where acr-sync runs.')
param namespace string = 'acr-sync'

@description('The service account that acr-sync runs under.')
param serviceAccount string = 'acr-sync'

@description('The Key Vault with the secrets, in this resource group. Empty: none.')
param keyVaultName string = ''

@description('Resource id of the subnet for a private endpoint of the registry. Empty: none.')
param privateEndpointSubnetId string = ''

@description('Resource id of the private DNS zone privatelink.azurecr.io that is linked to the network of the cluster.')
param privateDnsZoneId string = ''

@description('A storage account for queues that vendors\' events come by, made here. Empty: none.')
param queueAccountName string = ''

@description('The queues in it: one for each source, and only for it.')
param queueNames array = []

param location string = resourceGroup().location

// Container Registry Data Importer and Data Reader
var importerRole = '577a9874-89fd-4f24-9dbd-b5034d0ad23a'

// Storage Queue Data Message Processor
var processorRole = '8a0f0c08-91a1-4084-bc3d-661d67233fed'

// Key Vault Secrets User
var secretsUserRole = '4633458b-17de-408a-b874-0445c86b69e6'

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
      audiences: [
        'api://AzureADTokenExchange'
      ]
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

// A name has to be there even if nothing is made.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: empty(keyVaultName) ? 'none' : keyVaultName
}

resource secretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(keyVaultName)) {
  name: guid(vault.id, identity.id, secretsUserRole)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserRole)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = if (!empty(privateEndpointSubnetId)) {
  name: '${registryName}-registry'
  location: location
  properties: {
    subnet: {
      id: privateEndpointSubnetId
    }
    privateLinkServiceConnections: [
      {
        name: 'registry'
        properties: {
          privateLinkServiceId: registry.id
          groupIds: [
            'registry'
          ]
        }
      }
    ]
  }
}

resource endpointNames 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = if (!empty(privateEndpointSubnetId)) {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'registry'
        properties: {
          privateDnsZoneId: privateDnsZoneId
        }
      }
    ]
  }
}

resource queueAccount 'Microsoft.Storage/storageAccounts@2023-05-01' = if (!empty(queueAccountName)) {
  name: empty(queueAccountName) ? 'none' : queueAccountName
  location: location
  sku: {
    name: 'Standard_LRS'
  }
  kind: 'StorageV2'
  properties: {
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource service 'queueServices' = {
    name: 'default'
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for queue in (empty(queueAccountName) ? [] : queueNames): {
  parent: queueAccount::service
  name: queue
}]

resource processor 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in (empty(queueAccountName) ? [] : queueNames): {
  name: guid(resourceId('Microsoft.Storage/storageAccounts', queueAccountName), queue, identity.id, processorRole)
  scope: queues[i]
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', processorRole)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

@description('For the vendor: the storage account\'s resource id.')
output queueAccountId string = empty(queueAccountName) ? '' : queueAccount.id

@description('For the annotation azure.workload.identity/client-id, workloadIdentity.clientId of the chart.')
output clientId string = identity.properties.clientId

@description('For acr-sync.targets.<name>.resource-id.')
output registryId string = registry.id

@description('For vendors whose identities trust this one: the issuer.')
output issuer string = issuer

@description('The same: the subject.')
output subject string = 'system:serviceaccount:${namespace}:${serviceAccount}'
