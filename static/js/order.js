// The order of quotes, as the store has it: by trading day, then the provider's stamp, then when it was fetched.

export const order = ({ trading_day, as_of, fetched_at }) => [trading_day ?? "", as_of ?? "", fetched_at ?? ""].join();

// Whether `one` is newer; quotes of another source or basis are never compared.
export const newer = (one, other) =>
  one.source === other.source && one.basis === other.basis && order(one) > order(other);
