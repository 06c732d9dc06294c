package dev.acrsync.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;

/**
 * Makes pushes for tests.
 */
public final class TestPushes {

	private static final RegistryHost CUSTOMER = new RegistryHost("customer.azurecr.io");

	private TestPushes() {
	}

	/**
	 * A push of {@code tripinsights/poi} to one target.
	 */
	public static Push push(String tag, Digest digest) {
		return push(tag, digest, "prod");
	}

	/**
	 * A push of {@code tripinsights/poi} to some targets.
	 */
	public static Push push(String tag, Digest digest, String... targets) {
		RepositoryName repository = new RepositoryName("tripinsights/poi");
		List<TargetImage> images = List.of(targets)
			.stream()
			.map((target) -> new TargetImage(new Destination(target, repository, Overwrite.WHEN_CHANGED),
					new TaggedImage("prod".equals(target) ? CUSTOMER : new RegistryHost(target + ".azurecr.io"),
							repository, new Tag(tag))))
			.toList();
		return new Push(UUID.randomUUID().toString(), "contoso", new RegistryHost("contoso.azurecr.io"), repository,
				new Tag(tag), digest, Instant.parse("2026-03-01T11:59:58.123Z"), images);
	}

	/**
	 * A digest of one repeated hexadecimal digit.
	 */
	public static Digest digest(char digit) {
		return new Digest("sha256:" + String.valueOf(digit).repeat(64));
	}

}
