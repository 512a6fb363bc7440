//! Parts of a condition, joined with `AND`, `OR` and `NOT`.

/// A part of a condition, with the number of its operators and functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    form: Form,
    operators: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// It needs no parentheses, wherever it stands.
    One(String),
    /// All hold. There are at least two.
    All(Vec<String>),
    /// At least one holds. There are at least two.
    Any(Vec<String>),
}

impl Clause {
    /// A comparison or a function; an `IN` counts as its operands.
    pub(super) fn one(text: String, operators: usize) -> Self {
        Self { form: Form::One(text), operators }
    }

    /// All of at least one clause hold.
    pub(super) fn all(clauses: impl IntoIterator<Item = Self>) -> Self {
        let (mut parts, mut operators) = (Vec::new(), Vec::new());
        for clause in clauses {
            operators.push(clause.operators);
            match clause.form {
                Form::All(inner) => parts.extend(inner),
                _ => parts.push(clause.text()),
            }
        }
        Self::joined(parts, &operators, Form::All)
    }

    /// At least one of at least one clause holds.
    pub(super) fn any(clauses: impl IntoIterator<Item = Self>) -> Self {
        let (mut parts, mut operators) = (Vec::new(), Vec::new());
        for clause in clauses {
            operators.push(clause.operators);
            match clause.form {
                Form::Any(inner) => parts.extend(inner),
                _ => parts.push(clause.text()),
            }
        }
        Self::joined(parts, &operators, Form::Any)
    }

    fn joined(mut parts: Vec<String>, operators: &[usize], form: fn(Vec<String>) -> Form) -> Self {
        let joins = operators.len().saturating_sub(1);
        let form = if parts.len() == 1 { Form::One(parts.swap_remove(0)) } else { form(parts) };
        Self { form, operators: operators.iter().sum::<usize>() + joins }
    }

    /// It does not hold.
    pub(super) fn not(self) -> Self {
        let operators = self.operators + 1;
        Self::one(format!("NOT {}", self.text()), operators)
    }

    /// The conditions that hold together, and how many operators and functions they have.
    pub(super) fn into_conditions(self) -> (Vec<String>, usize) {
        let operators = self.operators;
        match self.form {
            Form::All(parts) => (parts, operators),
            _ => (vec![self.text()], operators),
        }
    }

    /// The text inside of another clause. DynamoDB refuses parentheses around parentheses.
    fn text(self) -> String {
        match self.form {
            Form::One(text) => text,
            Form::All(parts) => format!("({})", parts.join(" AND ")),
            Form::Any(parts) => format!("({})", parts.join(" OR ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_stand_where_they_must_and_never_twice() {
        let one = |name: &str| Clause::one(name.to_owned(), 1);
        let or = || Clause::any([one("b"), one("c")]);
        let text = |clause: Clause| clause.into_conditions().0.join(" AND ");
        assert_eq!(text(Clause::all([one("a"), or()])), "a AND (b OR c)");
        assert_eq!(text(Clause::all([Clause::all([one("a"), or()])])), "a AND (b OR c)");
        assert_eq!(text(Clause::any([Clause::any([one("a")]), or()])), "(a OR b OR c)");
        assert_eq!(text(Clause::all([or()])), "(b OR c)");
        assert_eq!(text(Clause::all([or()]).not().not()), "NOT NOT (b OR c)");
        assert_eq!(text(Clause::any([Clause::all([one("a"), or()]), one("d")])), "((a AND (b OR c)) OR d)");
    }

    #[test]
    fn operators_are_counted() {
        let one = || Clause::one("a".to_owned(), 1);
        // Three comparisons, an OR, an AND, a NOT.
        let clause = Clause::all([Clause::any([one(), one()]), one()]).not();
        assert_eq!(clause.into_conditions().1, 6);
        assert_eq!(Clause::all([Clause::any([one()])]).into_conditions().1, 1);
    }
}
