import { css } from 'lit';

/** Styles of labelled inputs. */
export const fieldStyles = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }

  label {
    font-weight: 550;
  }

  .box {
    display: flex;
    align-items: stretch;
    border: 1px solid var(--strong-border);
    border-radius: var(--embed-radius);
    background: var(--embed-background);
  }

  .box:has(input:focus-visible) {
    outline: 2px solid var(--embed-text);
    outline-offset: 2px;
  }

  .box.wrong {
    border-color: var(--embed-danger);
    box-shadow: 0 0 0 1px var(--embed-danger);
  }

  .box input {
    flex: 1 1 5rem;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 8px 12px;
    border: 0;
    border-radius: var(--embed-radius);
    background: none;
    outline: none;
  }

  .box input::placeholder {
    color: var(--embed-muted-text);
    opacity: 1;
  }

  .box button {
    min-block-size: 32px;
    margin: 3px;
    padding: 4px 10px;
    border-radius: max(0px, var(--embed-radius) - 3px);
    font-size: 0.8667em;
  }

  .error {
    color: var(--embed-danger);
  }

  /* Phones zoom in on an input with a font smaller than 16px, which hides the rest of the iframe. */
  @media (pointer: coarse) {
    .box input {
      font-size: max(1em, 16px);
    }
  }

  @media (forced-colors: active) {
    .box.wrong {
      border-width: 2px;
    }
  }
`;
