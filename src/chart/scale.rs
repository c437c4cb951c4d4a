//! Values to pixels, and labels to places where they do not overlap.

/// A straight scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Values from `low` to `high` onto pixels from `start` to `end`. Where the values have no
    /// extent, all are put in the middle.
    pub(crate) const fn new((low, high): (f64, f64), (start, end): (f64, f64)) -> Self {
        Self { low, high, start, end }
    }

    /// The pixel of a value; values beyond the scale are put at its end.
    pub(crate) fn at(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
        self.start + share * (self.end - self.start)
    }
}

/// The least and the most of some values; none of no values.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

/// Moves labels of given sizes as little as it can so that they keep their order, do not overlap
/// and stay between `low` and `high`. Gives the centre of each, in the order they came.
///
/// Labels that together are larger than the room are set edge to edge from `low`.
pub(crate) fn spread(labels: &[(f64, f64)], (low, high): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|a, b| labels[*a].0.total_cmp(&labels[*b].0));
    // Each group of touching labels is held at the mean of what its members want; two groups that
    // meet become one.
    let mut groups: Vec<Group> = Vec::new();
    for &index in &order {
        let (wanted, size) = labels[index];
        groups.push(Group { wanted: wanted - size / 2.0, size, members: vec![index] });
        settle(&mut groups, (low, high));
    }
    let mut centres = vec![0.0; labels.len()];
    for group in &groups {
        let mut edge = group.start((low, high));
        for &index in &group.members {
            centres[index] = edge + labels[index].1 / 2.0;
            edge += labels[index].1;
        }
    }
    centres
}

/// Labels that touch.
struct Group {
    /// Where the first edge would be if nothing were in the way.
    wanted: f64,
    size: f64,
    members: Vec<usize>,
}

impl Group {
    fn start(&self, (low, high): (f64, f64)) -> f64 {
        self.wanted.min(high - self.size).max(low)
    }
}

fn settle(groups: &mut Vec<Group>, room: (f64, f64)) {
    while let [.., before, last] = groups.as_slice() {
        if before.start(room) + before.size <= last.start(room) {
            return;
        }
        let last = groups.pop().expect("the slice pattern found two");
        let before = groups.last_mut().expect("the slice pattern found two");
        // The mean of the wishes, weighted by how many labels share each.
        let (held, joining) = (count(&before.members), count(&last.members));
        let wish = last.wanted - before.size;
        before.wanted = (before.wanted * held + wish * joining) / (held + joining);
        before.size += last.size;
        before.members.extend(last.members);
    }
}

fn count(members: &[usize]) -> f64 {
    u32::try_from(members.len()).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_where_they_should() {
        let scale = Scale::new((0.0, 10.0), (100.0, 0.0));
        let places: Vec<f64> = [0.0, 2.5, 10.0, 12.0, -3.0].map(|value| scale.at(value)).into();
        assert_eq!(places, [100.0, 75.0, 0.0, 0.0, 100.0]);
        let none = Scale::new((3.0, 3.0), (0.0, 50.0)).at(3.0);
        let odd: Vec<f64> = vec![none, scale.at(f64::NAN)];
        assert_eq!(odd, [25.0, 50.0]);
    }

    #[test]
    fn labels_that_meet_part_evenly() {
        assert_eq!(spread(&[(50.0, 10.0), (52.0, 10.0)], (0.0, 100.0)), [46.0, 56.0]);
        assert_eq!(spread(&[(80.0, 10.0), (20.0, 10.0)], (0.0, 100.0)), [80.0, 20.0]);
    }

    #[test]
    fn labels_stay_in_the_room() {
        assert_eq!(
            spread(&[(1.0, 10.0), (2.0, 10.0), (98.0, 10.0)], (0.0, 100.0)),
            [5.0, 15.0, 95.0]
        );
        assert_eq!(spread(&[(5.0, 80.0), (5.0, 80.0)], (0.0, 100.0)), [40.0, 120.0]);
        assert!(spread(&[], (0.0, 1.0)).is_empty());
    }
}
