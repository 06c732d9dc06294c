// The vendor's side: an identity that trusts one customer's acr-sync, its right to read the agreed
// repositories, and a webhook for each of them. Or, with tokenInstead, a repository-scoped token; its
// password is made afterwards by 'az acr token credential generate'.

@description('The registry that the customer gets images of, in this resource group.')
param registryName string

@description('The agreed repositories, by their whole names.')
param repositories array

@description('One name for each customer: letters and digits.')
param customer string

@description('Where messages go, from the customer.')
param receiver string

@description('The secret of the webhook, from the customer.')
@secure()
param secret string

@description('Who says who the customer\'s service is, from the customer.')
param issuer string = ''

@description('Who the customer\'s service is, from the customer.')
param subject string = ''

@description('Whether the registry has roles by repository: roleAssignmentMode is AbacRepositoryPermissions. Otherwise AcrPull is given, which reads every repository.')
param rolesByRepository bool

@description('A token with a password in the place of an identity.')
param tokenInstead bool = false

@description('Event Grid in the place of webhooks: it repeats what is not answered. 25 repositories at most.')
param eventGridInstead bool = false

@description('The resource id of a storage account whose container \'deadletters\' keeps what Event Grid could not deliver for a day.')
param deadLetterAccount string = ''

@description('The resource id of the storage account with the queue that the customer reads: Event Grid puts events into it, in the place of webhooks.')
param queueAccount string = ''

@description('The queue in it. It has to be there, and the identity of the system topic may have to be given Storage Queue Data Message Sender on it.')
param queueName string = ''

param location string = resourceGroup().location

// Container Registry Repository Reader
var readerRole = 'b93aa761-3e63-49ed-ac28-beffa264f7ac'

// AcrPull
var pullRole = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

var role = rolesByRepository ? readerRole : pullRole

var names = [for repository in repositories: '@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase \'${repository}\'']

var condition = '((!(ActionMatches{\'Microsoft.ContainerRegistry/registries/repositories/content/read\'}) AND !(ActionMatches{\'Microsoft.ContainerRegistry/registries/repositories/metadata/read\'})) OR (${join(names, ' OR ')}))'

var actions = [for repository in repositories: [
  'repositories/${repository}/content/read'
  'repositories/${repository}/metadata/read'
]]

var usesTopic = eventGridInstead || !empty(queueAccount)

var prefixes = [for repository in repositories: '${repository}:']

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (!tokenInstead) {
  name: 'acr-sync-${customer}'
  location: location

  resource trust 'federatedIdentityCredentials' = {
    name: 'acr-sync'
    properties: {
      issuer: issuer
      subject: subject
      audiences: [
        'api://AzureADTokenExchange'
      ]
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!tokenInstead) {
  name: guid(registry.id, 'acr-sync-${customer}', role)
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: identity!.properties.principalId
    principalType: 'ServicePrincipal'
    condition: rolesByRepository ? condition : null
    conditionVersion: rolesByRepository ? '2.0' : null
  }
}

resource scopeMap 'Microsoft.ContainerRegistry/registries/scopeMaps@2023-07-01' = if (tokenInstead) {
  parent: registry
  name: 'acr-sync-${customer}-scope-map'
  properties: {
    actions: flatten(actions)
  }
}

resource token 'Microsoft.ContainerRegistry/registries/tokens@2023-07-01' = if (tokenInstead) {
  parent: registry
  name: 'acr-sync-${customer}'
  properties: {
    scopeMapId: scopeMap.id
    status: 'enabled'
  }
}

resource webhooks 'Microsoft.ContainerRegistry/registries/webhooks@2023-07-01' = [for (repository, i) in (usesTopic ? [] : repositories): {
  parent: registry
  name: '${customer}sync${i + 1}'
  location: location
  properties: {
    actions: [
      'push'
    ]
    scope: '${repository}:*'
    serviceUri: receiver
    status: 'enabled'
    customHeaders: {
      Authorization: 'Bearer ${secret}'
    }
  }
}]

// A registry has one system topic at most: where there is one, name that.
resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = if (usesTopic) {
  name: '${registryName}-events'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    source: registry.id
    topicType: 'Microsoft.ContainerRegistry.Registries'
  }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = if (eventGridInstead) {
  parent: topic
  name: 'acr-sync-${customer}'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: [
        'Microsoft.ContainerRegistry.ImagePushed'
      ]
      advancedFilters: [
        {
          operatorType: 'StringBeginsWith'
          key: 'subject'
          values: prefixes
        }
      ]
    }
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: receiver
        maxEventsPerBatch: 100
        preferredBatchSizeInKilobytes: 512
        deliveryAttributeMappings: [
          {
            name: 'Authorization'
            type: 'Static'
            properties: {
              value: 'Bearer ${secret}'
              isSecret: true
            }
          }
        ]
      }
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterDestination: empty(deadLetterAccount) ? null : {
      endpointType: 'StorageBlob'
      properties: {
        resourceId: deadLetterAccount
        blobContainerName: 'deadletters'
      }
    }
  }
}

resource queueSubscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = if (!empty(queueAccount)) {
  parent: topic
  name: 'acr-sync-${customer}-queue'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: [
        'Microsoft.ContainerRegistry.ImagePushed'
      ]
      advancedFilters: [
        {
          operatorType: 'StringBeginsWith'
          key: 'subject'
          values: prefixes
        }
      ]
    }
    deliveryWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: queueAccount
          queueName: queueName
          queueMessageTimeToLiveInSeconds: 604800
        }
      }
    }
  }
}

@description('For whoever owns the queue: who gets Storage Queue Data Message Sender on it.')
output topicPrincipalId string = usesTopic ? topic!.identity.principalId : ''

@description('For the customer: event-grid.subscriptions.')
output subscriptionName string = eventGridInstead ? 'acr-sync-${customer}' : ''

@description('For the customer: event-grid.resource-id.')
output registryId string = registry.id

@description('For the customer: entra.client-id.')
output clientId string = tokenInstead ? '' : identity!.properties.clientId

@description('For the customer: entra.tenant-id.')
output tenantId string = tokenInstead ? '' : identity!.properties.tenantId
