package dev.acrsync.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ImportOrigin;
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
	public static AllowedPush push(String tag, Digest digest) {
		return push(tag, digest, "prod");
	}

	/**
	 * A push of {@code tripinsights/poi} to some targets.
	 */
	public static AllowedPush push(String tag, Digest digest, String... targets) {
		RepositoryName repository = new RepositoryName("tripinsights/poi");
		List<TargetImage> images = List.of(targets)
			.stream()
			.map((target) -> new TargetImage(new Destination(target, repository, Overwrite.WHEN_CHANGED),
					new TaggedImage("prod".equals(target) ? CUSTOMER : new RegistryHost(target + ".azurecr.io"),
							repository, new Tag(tag))))
			.toList();
		Push push = new Push(UUID.randomUUID().toString(), ImportOrigin.EVENT, Optional.empty(), "contoso",
				new TaggedImage(new RegistryHost("contoso.azurecr.io"), repository, new Tag(tag)), digest,
				Instant.parse("2026-03-01T11:59:58.123Z"), Optional.empty());
		return new AllowedPush(push, images);
	}

	/**
	 * The same push, made at some time.
	 */
	public static AllowedPush at(Instant pushedAt, AllowedPush allowed) {
		Push push = allowed.push();
		return new AllowedPush(new Push(push.event(), push.origin(), push.door(), push.source(), push.image(),
				push.digest(), pushedAt, push.trace()), allowed.targets());
	}

	/**
	 * The same push into a source of another name, and into its registry.
	 */
	public static AllowedPush of(String source, AllowedPush allowed) {
		Push push = allowed.push();
		TaggedImage image = new TaggedImage(new RegistryHost(source + ".azurecr.io"), push.image().repository(),
				push.image().tag());
		return new AllowedPush(new Push(push.event(), push.origin(), push.door(), source, image, push.digest(),
				push.pushedAt(), push.trace()), allowed.targets());
	}

	/**
	 * The same push as it is found, and not announced.
	 */
	public static AllowedPush found(String event, ImportOrigin origin, AllowedPush allowed) {
		Push push = allowed.push();
		return new AllowedPush(push.again(event, origin, push.digest()), allowed.targets());
	}

	/**
	 * A digest of one repeated hexadecimal digit.
	 */
	public static Digest digest(char digit) {
		return new Digest("sha256:" + String.valueOf(digit).repeat(64));
	}

}
