package dev.acrsync.intake;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.records.Push;
import org.jspecify.annotations.Nullable;

/**
 * The body of a good answer.
 *
 * @param event the event's id
 * @param outcome {@code accepted}, {@code duplicate}, {@code pong} or {@code ignored}
 * @param reason why it was ignored
 * @param imports what follows from a push
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookAnswer(String event, String outcome, @Nullable String reason,
		@Nullable List<AnsweredImport> imports) {

	public static WebhookAnswer of(EventVerdict.HarmlessEvent harmless) {
		return new WebhookAnswer(harmless.event(), harmless.outcome(), harmless.reason().orElse(null), null);
	}

	public static WebhookAnswer of(RegistryEvent.Untagged untagged) {
		return new WebhookAnswer(untagged.id(), "ignored", RegistryEvent.WITHOUT_TAG, null);
	}

	public static WebhookAnswer of(Push push, Receipt receipt) {
		String source = push.image().with(push.digest());
		return new WebhookAnswer(push.event(), receipt.duplicate() ? "duplicate" : "accepted", null,
				receipt.imports()
					.stream()
					.map((entry) -> new AnsweredImport(entry.id(), source, entry.target().image().toString()))
					.toList());
	}

	/**
	 * Returns the same answer for a sender who is not told where an image goes.
	 */
	public WebhookAnswer withoutTargets() {
		return (this.imports == null) ? this : new WebhookAnswer(this.event, this.outcome, this.reason,
				this.imports.stream().map((it) -> new AnsweredImport(it.id(), it.source(), null)).toList());
	}

	/**
	 * An import that follows from a push.
	 *
	 * @param id its id
	 * @param source the image by digest
	 * @param target the tag that it gets, unless that is not to be told
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record AnsweredImport(String id, String source, @Nullable String target) {
	}

}
