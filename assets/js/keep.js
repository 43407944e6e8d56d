// placeholder
export function keepWords() {}
