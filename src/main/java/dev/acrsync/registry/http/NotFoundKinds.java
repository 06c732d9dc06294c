package dev.acrsync.registry.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.settings.RegistryAccess;

/**
 * Remembers for a while what a registry's own 404 looks like without its body, so that
 * another one that looks the same need not be asked for with it. One that is not JSON is
 * never taken for a registry's.
 */
public final class NotFoundKinds {

	private static final Duration KNOWN = Duration.ofMinutes(10);

	private final LongSupplier nanos;

	private final Map<String, NotFoundKind> own = new ConcurrentHashMap<>();

	public NotFoundKinds(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Tells whether an answer to HEAD is the registry's own.
	 */
	public boolean isOwn(RegistryAccess registry, RegistryResponse<?> head) {
		return head.isRegistrysNotFound() || Optional.ofNullable(this.own.get(name(registry)))
			.filter((kind) -> this.nanos.getAsLong() - kind.at() < KNOWN.toNanos())
			.filter((kind) -> kind.headers().equals(headers(head)))
			.isPresent();
	}

	/**
	 * Learns from the answer to GET what the one to HEAD was.
	 */
	public void told(RegistryAccess registry, RegistryResponse<?> head, RegistryResponse<?> get) {
		if (head.status() != RegistryResponse.NOT_FOUND) {
			return;
		}
		if (get.isRegistrysNotFound() && head.header("Content-Type").orElse("").contains("json")) {
			this.own.put(name(registry), new NotFoundKind(headers(head), this.nanos.getAsLong()));
		}
		else {
			this.own.remove(name(registry));
		}
	}

	private static String name(RegistryAccess registry) {
		return registry.host() + " " + registry.endpoint();
	}

	private static String headers(RegistryResponse<?> answer) {
		return new TreeSet<>(answer.headers().map().keySet()) + " " + answer.headers().allValues("Content-Type") + " "
				+ answer.headers().allValues("Server") + " " + answer.headers().allValues("Via");
	}

	/**
	 * What was seen, and when.
	 */
	private record NotFoundKind(String headers, long at) {
	}

}
