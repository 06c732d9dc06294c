package dev.acrsync.sandbox;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes the address of an operation's result: three kilobytes long and another one each
 * time, as Resource Manager's are.
 */
final class OperationUrl {

	private static final SecureRandom RANDOM = new SecureRandom();

	private OperationUrl() {
	}

	static URI of(URI endpoint, ImportCall call) {
		return endpoint.resolve("""
				/subscriptions/%s/providers/Microsoft.ContainerRegistry/locations/westeurope/operationResults\
				/registries-%s?api-version=2025-11-01&t=%d&c=%s&s=%s&h=%s""".formatted(call.target().subscription(),
				call.requestId(), System.nanoTime(), random(1700), random(256), random(32)));
	}

	private static String random(int bytes) {
		byte[] random = new byte[bytes];
		RANDOM.nextBytes(random);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
	}

}
