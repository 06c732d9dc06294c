package dev.acrsync.logging;

import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

/**
 * Masks what is secret in an encoded event, and shortens its lines.
 */
final class GuardedEncoder extends EncoderBase<ILoggingEvent> {

	private final Encoder<ILoggingEvent> encoder;

	private final boolean terminal;

	/**
	 * Guards an encoder.
	 * @param terminal whether people read along as it is written
	 */
	GuardedEncoder(Encoder<ILoggingEvent> encoder, boolean terminal) {
		this.encoder = encoder;
		this.terminal = terminal;
	}

	@Override
	public byte[] headerBytes() {
		return this.encoder.headerBytes();
	}

	@Override
	public byte[] encode(ILoggingEvent event) {
		byte[] encoded = this.encoder.encode(event);
		String text = new String(encoded, StandardCharsets.UTF_8);
		String masked = SecretMask.mask(text);
		boolean strangers = StrangersFilter.repeatsStrangers(event.getLoggerName());
		int most = this.terminal ? LineLimit.TERMINAL : (strangers ? LineLimit.STRANGERS : LineLimit.MAX);
		if (encoded.length <= most && masked.equals(text)) {
			return encoded;
		}
		String shortened = strangers ? LineLimit.shortenStrangers(masked) : LineLimit.shorten(masked);
		return (this.terminal ? LineLimit.breakForTerminal(shortened) : shortened).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public byte[] footerBytes() {
		return this.encoder.footerBytes();
	}

}
