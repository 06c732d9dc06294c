package dev.acrsync.vendorfederation;

import java.time.Duration;

import dev.acrsync.settings.Secret;

/**
 * What a vendor's tenant has given for what proves who we are.
 *
 * @param token a token of its identity
 * @param lifetime how long that is good
 */
record TenantToken(Secret token, Duration lifetime) {
}
